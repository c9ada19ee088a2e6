package org.pushforward.app.window;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The memory that the program really takes: heap, code, native libraries and pictures together, as the operating system counts it. */
final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() { }

    /** In megabytes; absent where the system does not tell. */
    static Optional<Long> megabytes() {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(l -> l.startsWith("VmRSS:")).findFirst().map(l -> Long.parseLong(l.replaceAll("\\D", "")) >> 10);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** For the status bar; where the system does not tell, the heap, and it says so. */
    static String words() {
        Runtime r = Runtime.getRuntime();
        return megabytes().map(m -> String.format(Locale.ROOT, "%d MB", m))
                .orElseGet(() -> String.format(Locale.ROOT, "heap %d MB", r.totalMemory() - r.freeMemory() >> 20));
    }
}
