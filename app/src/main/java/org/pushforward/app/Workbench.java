package org.pushforward.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import javafx.application.Application;
import javafx.scene.image.Image;
import javafx.stage.Stage;
import org.pushforward.app.window.Dialogs;
import org.pushforward.app.window.WorkbenchWindow;
import org.pushforward.app.workspace.Preferences;
import org.pushforward.engine.io.Program;

/** The program with its window. */
public final class Workbench extends Application {

    /** Opens the window, with a file if one is given, and waits until it is closed; returns the exit code. */
    public static int open(Optional<Path> file) {
        // While the toolkit starts.
        WorkbenchWindow.prepare();
        Application.launch(Workbench.class, file.stream().map(Path::toString).toArray(String[]::new));
        return 0;
    }

    /** Whether a window can open here at all. */
    public static boolean hasDisplay() {
        boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
        return !linux || isSet("DISPLAY") || isSet("WAYLAND_DISPLAY");
    }

    private static boolean isSet(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(v -> !v.isBlank()).isPresent();
    }

    @Override
    public void start(Stage stage) {
        stage.getIcons().add(new Image(Workbench.class.getResourceAsStream("/org/pushforward/assets/icons/pushforward.png")));
        Dialogs dialogs = Dialogs.of(stage, getHostServices());
        try {
            WorkbenchWindow window = new WorkbenchWindow(stage, dialogs);
            window.show();
            getParameters().getRaw().forEach(file -> window.openFile(Path.of(file)));
        } catch (RuntimeException e) {
            startAnew(stage, dialogs, e);
        }
    }

    /** What is remembered may be the reason: it is set aside, so that this start, or the next, has a window. */
    static void startAnew(Stage stage, Dialogs dialogs, RuntimeException reason) {
        String aside = Preferences.setAside(Program.home()).map(p -> "Your preferences were set aside as " + p + ".").orElse("");
        StringWriter trace = new StringWriter();
        reason.printStackTrace(new PrintWriter(trace));
        dialogs.error("Pushforward could not start as it was left.", aside, trace.toString());
        new WorkbenchWindow(stage, dialogs).show();
    }
}
