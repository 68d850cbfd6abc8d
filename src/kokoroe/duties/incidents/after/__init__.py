"""What follows an incident: the consultation with its minutes, a suspension of the work, what was learnt."""
