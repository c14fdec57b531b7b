"""What the log tells people: the trail of acts, receipts, and who can see a document, and why."""
