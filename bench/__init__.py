"""What kokoroe promises about speed and size, as ratios against a named peer or limit taken in the same run."""
