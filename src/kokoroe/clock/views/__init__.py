"""The clock's pages: the settings of notices, the inbox, and the page behind the link in a message."""
