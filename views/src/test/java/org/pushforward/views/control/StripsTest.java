package org.pushforward.views.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.run.Pace;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.RunLoop;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.views.colormap.Colormap;
import org.pushforward.views.plane.ColorRangeModel;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;

/** The strips and panes that show what is going on. */
class StripsTest extends UiTest implements TransportBar.Commands, RunStrip.Listener {

    private final SwirlExperiment experiment = new SwirlExperiment();
    private final List<String> asked = new ArrayList<>();
    private final ColorRangeModel colors = new ColorRangeModel();
    private TransportBar transport;
    private HealthStrip health;
    private RunStrip runs;
    private TruthPane truth;
    private MessageBar messages;
    private AboutPane about;
    private Stage stage;

    @Start
    void start(Stage stage) {
        this.stage = stage;
        transport = new TransportBar(this);
        health = new HealthStrip();
        runs = new RunStrip(this);
        truth = new TruthPane(() -> asked.add("verify"));
        messages = new MessageBar();
        about = new AboutPane(u -> asked.add(u.toString()));
        show(stage, new VBox(transport, health, runs, truth, about, messages, new ColormapPicker("picker", colors.colormapProperty())),
                900, 800);
    }

    @Test
    void theTransportAsksForWhatItsButtonsSay(FxRobot robot) {
        for (String id : List.of("play", "step-forward", "reset", "slower", "faster", "fork", "compare")) {
            click(robot, id);
        }
        assertThat(asked).containsExactly("play", "step", "reset", "slower", "faster", "fork", "compare");
    }

    @Test
    void theTransportShowsWhereTheRunStands(FxRobot robot) throws Exception {
        RunSnapshot begin = snapshot(0);
        robot.interact(() -> transport.show(Optional.of(begin)));
        assertThat(node(robot, "step-back").isDisabled()).isTrue();
        RunSnapshot later = snapshot(5);
        robot.interact(() -> transport.show(Optional.of(later)));
        assertThat(node(robot, "step-back").isDisabled()).isFalse();
        assertThat(((Label) node(robot, "speed")).getText()).isEqualTo("5/s");
        await(() -> transport.timeline().shownStep() == 5);
    }

    @Test
    void healthShowsEveryDiagnosticShortly(FxRobot robot) throws Exception {
        RunSnapshot s = snapshot(11);
        robot.interact(() -> health.show(Optional.of(s), 0.0009));
        assertThat(text(robot, "health-finite")).isEqualTo("yes");
        // 5^-11
        assertThat(text(robot, "health-residual")).isEqualTo("2.0e-08");
        assertThat(text(robot, "health-newton-iterations")).isEqualTo("11");
        assertThat(text(robot, "health-frame-time")).isEqualTo("0.9 ms");
    }

    @Test
    void healthOutOfRangeIsRed(FxRobot robot) throws Exception {
        RunSnapshot s = snapshot(3);
        PseudoClass red = PseudoClass.getPseudoClass("danger");
        robot.interact(() -> health.show(Optional.of(s), 0.0009));
        assertThat(node(robot, "health-min-jacobian").getPseudoClassStates()).doesNotContain(red);
        Diagnostics folded = new Diagnostics(s.frame().diagnostics().entries().stream()
                .map(e -> e.id().equals("min-jacobian") ? new Diagnostics.Entry(e.id(), e.label(), e.unit(), -0.1) : e).toList());
        Frame frame = new Frame(s.frame().step(), s.frame().time(), s.frame().layers(), folded);
        RunSnapshot bad = new RunSnapshot(frame, s.state(), s.definition(), s.parameters(), s.frontier(), s.checkpoints(), s.history(), s.stepSeconds(),
                s.progress(), s.pace(), s.failure());
        robot.interact(() -> health.show(Optional.of(bad), 0.0009));
        assertThat(node(robot, "health-min-jacobian").getPseudoClassStates()).contains(red);
    }

    @Test
    void healthStaysOneRowAndHidesWhatDoesNotFit(FxRobot robot) throws Exception {
        RunSnapshot s = snapshot(11);
        robot.interact(() -> health.show(Optional.of(s), 0.0009));
        double height = health.getHeight();
        for (double width : new double[] {900, 420, 300}) {
            robot.interact(() -> stage.setWidth(width));
            await(() -> health.getWidth() <= width);
            assertThat(health.getHeight()).isEqualTo(height);
            double right = health.getWidth();
            for (Node n : health.getChildrenUnmodifiable()) {
                assertThat(!n.isVisible() || n.getBoundsInParent().getMaxX() <= right).as("%s inside of %s", n, width).isTrue();
            }
            assertThat(reading(robot, "frame-time").getBoundsInParent().getMaxX()).as("times at the right end").isGreaterThan(right - 40);
        }
        assertThat(reading(robot, "newton-iterations").isVisible()).isFalse();
        assertThat(node(robot, "health-more").isVisible()).isTrue();
        assertThat(((IconButton) node(robot, "health-more")).getTooltip().getText()).contains("11").contains("2.0e-08");
    }

    /** 1920 particles moved by a thousandth of a unit in four thousandths of a second: 480 000 a second, four times slower than life. */
    @Test
    void healthTellsHowFastParticlesAreMoved(FxRobot robot) throws Exception {
        RunSnapshot s = snapshot(11);
        robot.interact(() -> health.show(Optional.of(s), 0.0009));
        assertThat(reading(robot, "life").isVisible()).as("no particles, no life").isFalse();
        robot.interact(() -> health.show(Optional.of(ofParticles(s, 1e-3, 4e-3)), 0.0009));
        await(() -> reading(robot, "particle-rate").isVisible() && reading(robot, "life").isVisible());
        assertThat(text(robot, "health-particle-rate")).isEqualTo("480 k");
        assertThat(text(robot, "health-life")).isEqualTo("4.0×");
        assertThat(((Label) reading(robot, "life").lookup(".muted")).getText()).isEqualTo("slower than life");
        robot.interact(() -> health.show(Optional.of(ofParticles(s, 1e-3, 0.1)), 0.0009));
        assertThat(text(robot, "health-life")).isEqualTo("100×");
        robot.interact(() -> health.show(Optional.of(ofParticles(s, 1e-2, 4e-3)), 0.0009));
        assertThat(text(robot, "health-life")).isEqualTo("2.5×");
        assertThat(((Label) reading(robot, "life").lookup(".muted")).getText()).isEqualTo("faster than life");
    }

    private static RunSnapshot ofParticles(RunSnapshot s, double timeStep, double seconds) {
        Diagnostics d = Diagnostics.of(new Diagnostics.Entry("particles", "Particles", "", 1920), new Diagnostics.Entry("time-step", "Time step", "", timeStep));
        return new RunSnapshot(new Frame(s.frame().step(), s.frame().time(), s.frame().layers(), d), s.state(), s.definition(), s.parameters(), s.frontier(), s.checkpoints(),
                s.history(), seconds, s.progress(), s.pace(), s.failure());
    }

    /** The name and the number of a diagnostic. */
    private static Node reading(FxRobot robot, String id) {
        return node(robot, "health-" + id).getParent().getParent();
    }

    @Test
    void truthCountsWhatHolds(FxRobot robot) {
        List<Check> checks = experiment.checks();
        robot.interact(() -> truth.show(List.of(new TruthPane.Row(checks.get(0), OptionalDouble.of(0.26)),
                new TruthPane.Row(checks.get(1), OptionalDouble.empty())), false,
                List.of(new TruthPane.Row(checks.get(2), OptionalDouble.of(6.9e-5)), new TruthPane.Row(checks.get(3), OptionalDouble.empty())), "2 min ago"));
        assertThat(text(robot, "truth-headline")).isEqualTo("this run: 1 of 2 hold, 1 not measured yet");
        assertThat(text(robot, "truth-verified")).isEqualTo("method verified on this machine: 1 of 2 hold, 1 to do, 2 min ago");
        assertThat(node(robot, "truth-headline").getStyleClass()).contains("good");
        robot.interact(() -> truth.show(List.of(new TruthPane.Row(checks.get(0), OptionalDouble.of(-0.1)),
                new TruthPane.Row(checks.get(1), OptionalDouble.of(0.01))), false,
                List.of(new TruthPane.Row(checks.get(2), OptionalDouble.empty())), ""));
        assertThat(text(robot, "truth-headline")).isEqualTo("this run: 1 of 2 fails");
        assertThat(text(robot, "truth-verified")).isEqualTo("method not verified on this machine");
        assertThat(node(robot, "truth-headline").getStyleClass()).contains("bad");
        robot.interact(() -> truth.show(List.of(new TruthPane.Row(checks.get(0), OptionalDouble.of(0.26))), true, List.of(
                new TruthPane.Row(checks.get(2), OptionalDouble.of(1))), "just now"));
        assertThat(text(robot, "truth-headline")).as("a last good frame is no excuse").isEqualTo("this run failed: 1 of 1 hold");
        assertThat(node(robot, "truth-headline").getStyleClass()).contains("bad");
        assertThat(node(robot, "truth-verified").getStyleClass()).contains("bad");
        click(robot, "verify");
        assertThat(asked).containsExactly("verify");
        robot.interact(() -> truth.setProgress(0.5));
        assertThat(node(robot, "verify").isDisabled()).isTrue();
    }

    @Test
    void runsAreSelectedRenamedAndClosed(FxRobot robot) {
        robot.interact(() -> runs.show(List.of(new RunStrip.Card("a", "this run", Optional.empty(), "α = 14", "1.8e-07"),
                new RunStrip.Card("b", "fork", Optional.empty(), "α = 30", "4.0e-07")), "a"));
        robot.clickOn("#run-b .thumbnail");
        robot.interact(() -> node(robot, "run-b").requestFocus());
        robot.type(KeyCode.F2).push(KeyCode.CONTROL, KeyCode.A).write("steeper").type(KeyCode.ENTER);
        click(robot, "close-run-a");
        assertThat(asked).containsExactly("select b", "rename b steeper", "close a");
    }

    @Test
    void aMessageOffersAWayOut(FxRobot robot) {
        robot.interact(() -> {
            messages.show(Signal.BAD, "The mesh folded.", new MessageBar.Remedy("Reduce α", () -> asked.add("remedy")));
            messages.setProgress(0.4, 75);
        });
        assertThat(text(robot, "message")).isEqualTo("The mesh folded.");
        assertThat(text(robot, "time-left")).isEqualTo("75 s left");
        robot.clickOn("Reduce α");
        assertThat(asked).containsExactly("remedy");
        robot.interact(() -> messages.setProgress(Double.NaN, Double.NaN));
        assertThat(node(robot, "progress").isVisible()).isFalse();
    }

    @Test
    void citationsLeadToThePaper(FxRobot robot) {
        robot.interact(() -> about.show(experiment.description()));
        robot.interact(() -> ((Hyperlink) about.lookup(".hyperlink")).fire());
        assertThat(asked).containsExactly("https://doi.org/10.1137/080716773");
        assertThat(AboutPane.page("2301.00001")).contains(URI.create("https://arxiv.org/abs/2301.00001"));
        assertThat(AboutPane.page("")).isEmpty();
    }

    @Test
    void aSwatchSetsTheColormap(FxRobot robot) {
        Colormap before = colors.colormapProperty().get();
        click(robot, "picker");
        await(() -> robot.lookup("#colormap-cividis").tryQuery().filter(Node::isVisible).isPresent());
        click(robot, "colormap-cividis");
        assertThat(before.name()).isNotEqualTo("cividis");
        assertThat(colors.colormapProperty().get().name()).isEqualTo("cividis");
    }

    @Test
    void theErrorReportCanBeCopied(FxRobot robot) {
        ErrorDialog[] dialog = new ErrorDialog[1];
        robot.interact(() -> {
            dialog[0] = new ErrorDialog(stage, "The picture cannot be read.", "Choose another.", "line 1\nline 2");
            dialog[0].show();
        });
        click(robot, "copy-report");
        String[] copied = new String[1];
        robot.interact(() -> copied[0] = Clipboard.getSystemClipboard().getString());
        assertThat(copied[0]).isEqualTo("The picture cannot be read.\n\nline 1\nline 2");
        assertThat(dialog[0].isShowing()).isTrue();
        robot.interact(dialog[0]::close);
    }

    private RunSnapshot snapshot(int step) throws Exception {
        try (RunLoop loop = new RunLoop(new Run(RunDefinition.of(experiment, experiment.defaults(), 1), 1))) {
            loop.setPace(Pace.perSecond(5));
            loop.step(step);
            return loop.settled().get(60, TimeUnit.SECONDS);
        }
    }

    private static String text(FxRobot robot, String id) {
        return ((Label) node(robot, id)).getText();
    }

    @Override
    public void playOrPause() {
        asked.add("play");
    }

    @Override
    public void stepBack() {
        asked.add("back");
    }

    @Override
    public void stepForward() {
        asked.add("step");
    }

    @Override
    public void reset() {
        asked.add("reset");
    }

    @Override
    public void slower() {
        asked.add("slower");
    }

    @Override
    public void faster() {
        asked.add("faster");
    }

    @Override
    public void seek(long step) {
        asked.add("seek " + step);
    }

    @Override
    public void fork() {
        asked.add("fork");
    }

    @Override
    public void compare() {
        asked.add("compare");
    }

    @Override
    public void onSelect(String id) {
        asked.add("select " + id);
    }

    @Override
    public void onClose(String id) {
        asked.add("close " + id);
    }

    @Override
    public void onRename(String id, String name) {
        asked.add("rename " + id + " " + name);
    }
}
