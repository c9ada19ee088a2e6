package org.pushforward.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.image.Image;
import javafx.stage.Stage;
import org.pushforward.app.serve.Desk;
import org.pushforward.app.window.Dialogs;
import org.pushforward.app.window.WorkbenchWindow;
import org.pushforward.app.workspace.Handover;
import org.pushforward.app.workspace.Preferences;
import org.pushforward.engine.io.Program;

/** The program with its window. */
public final class Workbench extends Application {

    /** The toolkit makes the application, and hands over nothing but texts. */
    private static Optional<Consumer<Desk>> served = Optional.empty();

    private Handover handover;

    /** Opens the window with these files and waits until it is closed, or gives them to one that is open; returns the exit code. */
    public static int open(List<Path> files) {
        if (!files.isEmpty() && Handover.give(Program.home(), files)) {
            return 0;
        }
        // While the toolkit starts.
        WorkbenchWindow.prepare();
        Application.launch(Workbench.class, files.stream().map(Path::toString).toArray(String[]::new));
        return 0;
    }

    /** Opens a window that {@code driver} works with on a thread of its own, and waits until it is closed; returns the exit code. */
    public static int serve(Consumer<Desk> driver) {
        served = Optional.of(driver);
        return open(List.of());
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
        WorkbenchWindow window;
        try {
            window = new WorkbenchWindow(stage, dialogs);
            window.show();
        } catch (RuntimeException e) {
            window = startAnew(stage, dialogs, e);
        }
        window.open(getParameters().getUnnamed().stream().map(Path::of).toList());
        window.askAboutPlugIns();
        WorkbenchWindow open = window;
        served.ifPresent(driver -> Thread.ofVirtual().name("pushforward-serve").start(() -> {
            try (Desk desk = open.desk()) {
                driver.accept(desk);
            }
        }));
        handover = Handover.listen(Program.home(), files -> Platform.runLater(() -> open.open(files)));
    }

    @Override
    public void stop() {
        Optional.ofNullable(handover).ifPresent(Handover::close);
    }

    /** What is remembered may be the reason: it is set aside, so that this start, or the next, has a window. */
    static WorkbenchWindow startAnew(Stage stage, Dialogs dialogs, RuntimeException reason) {
        String aside = Preferences.setAside(Program.home()).map(p -> "Your preferences were set aside as " + p + ".").orElse("");
        StringWriter trace = new StringWriter();
        reason.printStackTrace(new PrintWriter(trace));
        dialogs.error("Pushforward could not start as it was left.", aside, trace.toString());
        WorkbenchWindow window = new WorkbenchWindow(stage, dialogs);
        window.show();
        return window;
    }
}
