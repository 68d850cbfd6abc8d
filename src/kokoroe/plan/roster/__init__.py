"""The roster (作業従事者名簿, 1(1)イ) as files and tables: read, checked, compared and written."""
