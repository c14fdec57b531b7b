"""Pages about the versions of a document: compared, merged, restored, discussed."""
