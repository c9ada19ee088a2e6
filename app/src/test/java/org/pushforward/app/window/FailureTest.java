package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushforward.app.window.Awaited.await;

import java.util.List;
import javafx.scene.control.Label;
import org.junit.jupiter.api.Test;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.run.Pace;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.RunState;
import org.testfx.api.FxRobot;

/** A run that fails rests on its last good frame, says why, and offers ways out. */
class FailureTest extends RealWindow {

    private boolean isState(RunState... states) {
        return workspace().selected().flatMap(OpenRun::snapshot).filter(s -> List.of(states).contains(s.state())).isPresent();
    }

    private RunSnapshot snapshot() {
        return workspace().selected().flatMap(OpenRun::snapshot).orElseThrow();
    }

    private void set(FxRobot robot, String parameter, Object value) {
        robot.interact(() -> workspace().set(snapshot().parameters().parameter(parameter), value, false));
        await(parameter, () -> isState(RunState.PAUSED, RunState.CONVERGED, RunState.PLAYING)
                && snapshot().parameters().value(parameter).equals(value));
    }

    @Test
    void aSharpRingOnACoarseSolveGridRestsOnItsLastGoodFrameAndOneClickLeadsOut(FxRobot robot) {
        await("the first picture", () -> isState(RunState.PAUSED));
        robot.interact(() -> window.openPreset("ring"));
        await("the ring", () -> isState(RunState.PAUSED));
        set(robot, "refine", "1");
        set(robot, "alpha", 9000.0);
        robot.interact(() -> {
            workspace().setPace(Pace.FLAT_OUT);
            workspace().play();
        });
        await("the failure", () -> isState(RunState.FAILED));
        await("the message", () -> ((Label) window.stage().getScene().lookup("#message")).getText()
                .startsWith("Stopped on the last good step " + snapshot().frame().step()));
        assertThat(snapshot().frame().diagnostics().value("min-jacobian").orElseThrow()).as("the frame that is kept is untangled").isPositive();
        Status.Remedy first = snapshot().failure().orElseThrow().remedies().getFirst();
        robot.clickOn(first.label());
        await("convergence", () -> snapshot().parameters().value(first.parameter()).equals(first.value()) && isState(RunState.CONVERGED));
        assertThat(snapshot().failure()).isEmpty();
        assertThat(snapshot().frame().diagnostics().value("min-jacobian").orElseThrow()).isPositive();
        assertThat(snapshot().frame().diagnostics().value("residual-ratio").orElseThrow()).isLessThanOrEqualTo(1);
    }
}
