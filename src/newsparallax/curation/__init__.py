"""From what people write (curation files) to tables, and from tables to a release."""
