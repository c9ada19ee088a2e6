package org.pushforward.app;

import org.pushforward.app.cli.CommandLineInterface;
import org.pushforward.app.cli.StandardOutput;

/** Starts the program. Does not extend {@code Application}, so that the command line needs no toolkit. */
public final class Launcher {

    private Launcher() { }

    public static void main(String[] arguments) {
        System.exit(CommandLineInterface.execute(StandardOutput.ofTheProcess(), System.err, arguments));
    }
}
