package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushforward.app.window.Awaited.await;

import org.junit.jupiter.api.Test;
import org.pushforward.app.workspace.OpenRun;
import org.testfx.api.FxRobot;

/** A training is called that from the first moment, and goes on behind other sessions, whose tab says so. */
class BackgroundTest extends RealWindow {

    @Test
    void aTrainingGoesOnBehindAndSaysSo(FxRobot robot) {
        await("the first picture", () -> window.workspace().selected().flatMap(OpenRun::snapshot).isPresent());
        robot.interact(() -> window.openPreset("bridge-matching-gaussian"));
        await("the bridge", () -> window.workspace().selected().filter(r -> r.snapshot().isPresent() && r.experiment().trains()).isPresent());
        SessionTab training = window.tabs().current();
        robot.interact(() -> window.workspace().play());
        await("training", () -> message().startsWith("Training"));
        robot.interact(() -> window.openPreset("bell"));
        await("the bell", () -> window.tabs().current() != training);
        await("what goes on behind is said", () -> training.getText().contains(" – training"));
        long step = training.workspace().runs().getFirst().step();
        await("it goes on", () -> training.workspace().runs().getFirst().step() > step);
        robot.interact(() -> window.turn(-1));
        await("in front it is said below", () -> window.tabs().current() == training && message().startsWith("Training"));
        assertThat(training.getText()).doesNotContain(" – training");
    }
}
