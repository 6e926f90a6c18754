"""What is owed beside the cases: raised when its day has come, done through the desk."""
