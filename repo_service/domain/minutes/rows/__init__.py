"""Tables in minutes: which of them list decisions or actions, and what their rows say."""
