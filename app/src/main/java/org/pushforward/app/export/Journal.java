package org.pushforward.app.export;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The latest lines of what the program said and logged, for a {@link ProblemReport}. Thread-safe. */
public final class Journal extends Handler {

    private static final int MOST = 2000;

    private final Deque<String> lines = new ArrayDeque<>();
    private final SimpleFormatter words = new SimpleFormatter();

    /** Begins to listen to the logs; {@link #close} ends it. */
    public Journal() {
        setLevel(Level.ALL);
        Logger.getLogger("").addHandler(this);
    }

    /** Adds a line. */
    public synchronized void add(String text) {
        lines.add(LocalTime.now().truncatedTo(ChronoUnit.MILLIS) + "  " + text);
        if (lines.size() > MOST) {
            lines.removeFirst();
        }
    }

    public void add(Throwable problem) {
        StringWriter trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace));
        add(trace.toString().stripTrailing());
    }

    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord record) {
        add(record.getLevel() + " " + record.getLoggerName() + ": " + words.formatMessage(record));
        Optional.ofNullable(record.getThrown()).ifPresent(this::add);
    }

    @Override
    public void flush() { }

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
