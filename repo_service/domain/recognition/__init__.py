"""What a text says of itself: kind, title, date, body, institution, each with the passage that says it."""
