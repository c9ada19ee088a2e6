package org.pushforward.engine.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** What is known about the running program: its version, the machine, and where it may keep things. */
public final class Program {

    private Program() { }

    public static String version() {
        try (InputStream in = Program.class.getResourceAsStream("/org/pushforward/engine/version.properties")) {
            Properties p = new Properties();
            p.load(in);
            return p.getProperty("version");
        } catch (IOException e) {
            throw new IllegalStateException("version.properties is damaged", e);
        }
    }

    /** For example "Linux amd64, 2 processors, Java 25.0.3". */
    public static String machine() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors()
                + " processors, Java " + Runtime.version().toString().replaceAll("\\+.*", "");
    }

    /** Folder for preferences, autosaved sessions and verdicts; {@code PUSHFORWARD_HOME} overrides the platform's place. */
    public static Path home() {
        return Optional.ofNullable(System.getProperty("pushforward.home")).or(() -> Optional.ofNullable(System.getenv("PUSHFORWARD_HOME")))
                .map(Path::of).orElseGet(Program::platformHome);
    }

    private static Path platformHome() {
        Path user = Path.of(System.getProperty("user.home"));
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (os.contains("win")) {
            return Optional.ofNullable(System.getenv("APPDATA")).map(Path::of).orElse(user).resolve("Pushforward");
        }
        if (os.contains("mac")) {
            return user.resolve("Library/Application Support/Pushforward");
        }
        return Optional.ofNullable(System.getenv("XDG_DATA_HOME")).filter(s -> !s.isEmpty()).map(Path::of)
                .orElse(user.resolve(".local/share")).resolve("pushforward");
    }
}
