package org.pushforward.app.export;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.pushforward.engine.io.AtomicFile;
import org.pushforward.engine.io.Program;
import org.pushforward.engine.io.SessionFile;
import org.pushforward.engine.run.Session;

/** What whoever mends a problem wants to have, in one archive: version, machine, log and session. Nothing is sent anywhere. */
public final class ProblemReport {

    private static final List<String> TOLD = List.of("java.version", "java.vm.name", "java.vendor", "os.name", "os.version", "os.arch", "javafx.version",
            "prism.order", "user.language", "file.encoding");

    private ProblemReport() { }

    /** @param log a line each, the latest last */
    public static void write(Session session, List<String> log, Path file) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("version.txt", about());
        parts.put("log.txt", String.join("\n", log) + "\n");
        parts.put("session.json", SessionFile.toJson(session));
        AtomicFile.write(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            for (var part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
            zip.finish();
        });
    }

    private static String about() {
        StringBuilder s = new StringBuilder("Pushforward " + Program.version() + "\n" + Program.machine() + "\n");
        Runtime r = Runtime.getRuntime();
        s.append(String.format(Locale.ROOT, "memory: %d MB used of %d MB%n", r.totalMemory() - r.freeMemory() >> 20, r.maxMemory() >> 20));
        TOLD.forEach(name -> s.append(name).append(": ").append(System.getProperty(name, "")).append('\n'));
        return s.toString();
    }
}
