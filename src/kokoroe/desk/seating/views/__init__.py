"""The pages 関係者とアクセス, and those of the organisation's accounts."""
