package org.pushforward.app.window;

import java.nio.file.Files;
import java.nio.file.Path;
import javafx.scene.control.Label;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.app.workspace.Workspace;
import org.testfx.api.FxToolkit;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.util.WaitForAsyncUtils;

/** A test that starts the window as it is, with a home of its own and dialogs that answer as the test says. */
@ExtendWith(ApplicationExtension.class)
abstract class RealWindow {

    @TempDir
    static Path folder;

    final FakeDialogs dialogs = new FakeDialogs();
    WorkbenchWindow window;

    /** Not by TestFX's annotation for a start: it is looked for in the class of the test alone. */
    @BeforeEach
    void start() throws Exception {
        System.setProperty("pushforward.home", Files.createTempDirectory(folder, "home").toString());
        FxToolkit.setupStage(this::open);
    }

    /** In the corner of the screen. */
    void open(Stage stage) {
        window = new WorkbenchWindow(stage, dialogs);
        stage.setX(0);
        stage.setY(0);
        window.show();
    }

    @AfterEach
    void close() {
        dialogs.unsaved = Dialogs.Unsaved.DISCARD;
        WaitForAsyncUtils.asyncFx(window::close);
        WaitForAsyncUtils.waitForFxEvents();
    }

    Workspace workspace() {
        return window.workspace();
    }

    /** What the bar at the bottom says. */
    String message() {
        return ((Label) window.stage().getScene().lookup("#message")).getText();
    }
}
