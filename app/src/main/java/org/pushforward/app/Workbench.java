package org.pushforward.app;

import java.util.Locale;
import java.util.Optional;
import javafx.application.Application;
import javafx.scene.image.Image;
import javafx.stage.Stage;
import org.pushforward.app.window.Dialogs;
import org.pushforward.app.window.WorkbenchWindow;

/** The program with its window. */
public final class Workbench extends Application {

    /** Opens the window and waits until it is closed; returns the exit code. */
    public static int open() {
        // While the toolkit starts.
        WorkbenchWindow.prepare();
        Application.launch(Workbench.class);
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
        new WorkbenchWindow(stage, Dialogs.of(stage, getHostServices())).show();
    }
}
