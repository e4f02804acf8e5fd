@rem npm scripts begin with "exec": in POSIX shells it puts the program in the place of the shell, so that signals reach it.
@%*
