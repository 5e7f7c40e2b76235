// The test platform brings its own host; an executable needs an entry point.
return 0;
