"""What the law wants of an incident: questions and answers, dates, the nine items, the notice to the client."""
