"""What people read: the report, generated documents, and the numbers in README and datasheet."""
