package org.pushforward.app.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The standard output, which remembers why it could not be written: print streams never say. A reader that has seen enough and gone
 * ({@code | head}) is no error.
 */
public final class StandardOutput extends PrintStream {

    private final Remembering below;

    public StandardOutput(OutputStream out) {
        this(new Remembering(out));
    }

    private StandardOutput(Remembering below) {
        super(new BufferedOutputStream(below), false, StandardCharsets.UTF_8);
        this.below = below;
    }

    /** That of the process, whatever has been made of {@link System#out}. */
    public static StandardOutput ofTheProcess() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out));
    }

    /** What went wrong, or empty. */
    String problem() {
        flush();
        return below.problem.contains("Broken pipe") ? "" : below.problem;
    }

    private static final class Remembering extends FilterOutputStream {

        private volatile String problem = "";

        Remembering(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                problem = problem.isEmpty() ? String.valueOf(e.getMessage()) : problem;
                throw e;
            }
        }
    }
}
