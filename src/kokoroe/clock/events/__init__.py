"""The ledger's acts, told to systems of the parties: signed JSON by POST, one message for each act and subscription."""
