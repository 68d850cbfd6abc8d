"""実施計画書 (clause 1): officer, roster, chart, contacts, workplaces; versions, changes, and who is in force."""
