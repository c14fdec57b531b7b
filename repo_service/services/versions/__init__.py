"""The history of a text as people meet it: compared, followed, restored, read again, discussed."""
