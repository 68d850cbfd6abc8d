"""報告手順書 (clause 2(2)): who reports an incident, what and how, set down beforehand; and the cards for it."""
