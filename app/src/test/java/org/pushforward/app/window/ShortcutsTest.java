package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import javafx.event.Event;
import javafx.event.EventType;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

@ExtendWith(ApplicationExtension.class)
class ShortcutsTest {

    private final List<String> done = new ArrayList<>();
    private Scene scene;

    @Start
    void start(Stage stage) {
        scene = new Scene(new StackPane(), 100, 100);
        new Shortcuts(List.of(new Shortcuts.Shortcut("T", "Dark or light", false, () -> done.add("theme")),
                new Shortcuts.Shortcut("Right", "One step", true, () -> done.add("step")))).install(scene);
        stage.setScene(scene);
        stage.show();
    }

    private void send(FxRobot robot, EventType<KeyEvent> what, KeyCode code) {
        robot.interact(() -> Event.fireEvent(scene, new KeyEvent(what, "", code.getName(), code, false, false, false, false)));
    }

    @Test
    void aKeyThatIsHeldStepsOnButChangesTheThemeOnce(FxRobot robot) {
        for (int k = 0; k < 3; k++) {
            send(robot, KeyEvent.KEY_PRESSED, KeyCode.T);
            send(robot, KeyEvent.KEY_PRESSED, KeyCode.RIGHT);
        }
        assertThat(done).containsExactly("theme", "step", "step", "step");
        send(robot, KeyEvent.KEY_RELEASED, KeyCode.T);
        send(robot, KeyEvent.KEY_PRESSED, KeyCode.T);
        assertThat(done).endsWith("theme").hasSize(5);
    }
}
