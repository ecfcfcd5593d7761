"""The record's door for programs: who may call, what they send, what they are answered. What happens lives in the services."""
