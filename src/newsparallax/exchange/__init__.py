"""The data in other forms: descriptors that travel with a release, and exports."""
