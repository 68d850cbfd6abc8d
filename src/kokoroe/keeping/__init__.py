"""Personal data: what is held about whom, why and until when, and how it goes once its reason has ended."""
