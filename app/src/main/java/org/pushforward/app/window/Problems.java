package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.pushforward.app.export.Journal;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.Program;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.Signal;

/** One sentence for what the user did wrong, a report for what we did wrong. */
record Problems(MessageBar messages, Journal journal, Dialogs dialogs) {

    void report(Throwable problem) {
        Throwable cause = problem instanceof CompletionException || problem instanceof ExecutionException ? problem.getCause() : problem;
        if (cause instanceof InputException bad) {
            messages.show(Signal.WARNING, bad.getMessage() + (bad.hint().isEmpty() ? "" : " – " + bad.hint()));
            return;
        }
        journal.add(cause);
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        dialogs.error(say("error.inside"), say("error.report"),
                "Pushforward " + Program.version() + ", " + Program.machine() + "\n\n" + trace);
    }
}
