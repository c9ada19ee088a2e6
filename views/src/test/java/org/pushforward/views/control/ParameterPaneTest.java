package org.pushforward.views.control;

import static org.assertj.core.api.Assertions.assertThat;

import atlantafx.base.theme.Styles;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.Pane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.PointCloud;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.views.formula.FormulaView;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;

class ParameterPaneTest extends UiTest {

    private record Changed(String id, Object value, boolean dragging) { }

    private record Dragged(String id, Object before, Object after) { }

    private final SwirlExperiment experiment = new SwirlExperiment();
    private final List<Changed> changes = new ArrayList<>();
    private final List<Dragged> drags = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
    private final Folding folding = Folding.inMemory();
    private ParameterPane pane;

    @Start
    void start(Stage stage) {
        pane = new ParameterPane(experiment.parameters(), experiment.defaults().with("smoothing", 6.0), experiment.defaults(), folding, new ParameterPane.Listener() {
            @Override
            public void onChange(Parameter<?> p, Object value, boolean dragging) {
                changes.add(new Changed(p.id(), value, dragging));
            }

            @Override
            public void onDragEnd(Parameter<?> p, Object before, Object after) {
                drags.add(new Dragged(p.id(), before, after));
            }

            @Override
            public void onChooseFile(Parameter.Source p) {
                files.add(p.id());
            }
        });
        show(stage, pane, 320, 640);
    }

    @Test
    void aDragReportsEveryValueAndOneEnd(FxRobot robot) {
        Slider slider = node(robot, "slider-alpha");
        Bounds b = slider.localToScreen(slider.getLayoutBounds());
        robot.moveTo(slider.lookup(".thumb")).press(MouseButton.PRIMARY);
        robot.moveTo(b.getMinX() + 0.5 * b.getWidth(), b.getCenterY());
        robot.moveTo(b.getMinX() + 0.75 * b.getWidth(), b.getCenterY());
        assertThat(drags).isEmpty();
        robot.release(MouseButton.PRIMARY);
        assertThat(changes).hasSizeGreaterThan(2).allMatch(c -> c.id().equals("alpha") && c.dragging());
        assertThat(drags).containsExactly(new Dragged("alpha", 14.0, changes.getLast().value()));
        // Three quarters of 0 to 60, within the width of the thumb.
        assertThat((Double) changes.getLast().value()).isBetween(40.0, 50.0);
        assertThat(((TextField) node(robot, "field-alpha")).getText())
                .isEqualTo(Parameter.Real.text((Double) changes.getLast().value()));
    }

    @Test
    void theTooltipHasTheSymbolInType(FxRobot robot) {
        Label name = (Label) node(robot, "parameter-alpha").lookup(".label");
        robot.interact(() -> name.getTooltip().show(name, 10, 10));
        assertThat(((Pane) name.getTooltip().getGraphic()).getChildren().getFirst()).isInstanceOfSatisfying(FormulaView.class,
                f -> assertThat(f.source()).isEqualTo(experiment.parameters().stream().filter(p -> p.id().equals("alpha")).findFirst().orElseThrow().info().symbol()));
        robot.interact(() -> name.getTooltip().hide());
    }

    @Test
    void aDoubleClickOnTheSliderGivesTheDefault(FxRobot robot) {
        robot.interact(() -> pane.show(experiment.defaults().with("alpha", 30.0)));
        robot.doubleClickOn((Node) robot.lookup("#slider-alpha .thumb").query());
        assertThat(changes.getLast().value()).isEqualTo(14.0);
    }

    @Test
    void keysOnTheSliderChangeTheValueWithoutADrag(FxRobot robot) {
        robot.interact(() -> node(robot, "slider-n").requestFocus());
        robot.type(KeyCode.RIGHT);
        assertThat(changes).hasSize(1);
        assertThat(changes.getFirst().dragging()).isFalse();
        assertThat((Integer) changes.getFirst().value()).isGreaterThan(72);
        assertThat(drags).isEmpty();
    }

    @Test
    void aTypedValueIsAppliedWithEnterEvenBeyondTheSlider(FxRobot robot) {
        type(robot, "alpha", "250");
        assertThat(changes).isEmpty();
        robot.type(KeyCode.ENTER);
        assertThat(changes).containsExactly(new Changed("alpha", 250.0, false));
        assertThat(((Slider) node(robot, "slider-alpha")).getValue()).isEqualTo(1);
    }

    @Test
    void invalidTextIsExplainedAndNeverApplied(FxRobot robot) {
        type(robot, "alpha", "-3");
        robot.type(KeyCode.ENTER);
        TextField field = node(robot, "field-alpha");
        Label error = node(robot, "error-alpha");
        assertThat(field.getPseudoClassStates()).contains(Styles.STATE_DANGER);
        assertThat(error.isVisible()).isTrue();
        assertThat(error.getText()).contains("alpha").contains("-3").contains("0 to 10000");
        robot.clickOn("#field-smoothing");
        assertThat(changes).isEmpty();
        robot.clickOn("#field-alpha").type(KeyCode.ESCAPE);
        assertThat(field.getText()).isEqualTo("14");
        assertThat(error.isVisible()).isFalse();
        assertThat(changes).isEmpty();
    }

    @Test
    void aLongDecimalIsCutForReadingAndWholeForEditing(FxRobot robot) {
        TextField field = node(robot, "field-exponent");
        assertThat(field.getText()).isEqualTo("0.667");
        robot.clickOn(field);
        assertThat(field.getText()).isEqualTo("0.6666666666666666");
        robot.type(KeyCode.ENTER);
        assertThat(changes).isEmpty();
    }

    @Test
    void parametersAndDefaultsFollowTheChoice(FxRobot robot) {
        assertThat(node(robot, "parameter-beta").isVisible()).isFalse();
        assertThat(node(robot, "parameter-image").isVisible()).isTrue();
        ComboBox<String> box = node(robot, "choice-monitor");
        robot.interact(() -> box.setValue("ring"));
        assertThat(changes).containsExactly(new Changed("monitor", "ring", false));
        assertThat(node(robot, "parameter-beta").isVisible()).isTrue();
        assertThat(node(robot, "parameter-image").isVisible()).isFalse();
        assertThat(((TextField) node(robot, "field-alpha")).getText()).isEqualTo("10");
        robot.interact(() -> box.setValue("constant"));
        assertThat(node(robot, "parameter-alpha").isVisible()).isFalse();
    }

    @Test
    void theWayBackIsOfferedOnlyWhereSomethingChanged(FxRobot robot) {
        robot.interact(() -> pane.show(experiment.defaults().with("smoothing", 6.0)));
        assertThat(node(robot, "reset-smoothing").isVisible()).as("the value of the begin").isFalse();
        robot.interact(() -> pane.show(experiment.defaults().with("smoothing", 9.0)));
        assertThat(changes).isEmpty();
        robot.clickOn("#reset-smoothing");
        assertThat(changes).containsExactly(new Changed("smoothing", 6.0, false));
        assertThat(node(robot, "reset-smoothing").isVisible()).isFalse();
    }

    @Test
    void showingValuesLeavesTheTextThatIsBeingTyped(FxRobot robot) {
        type(robot, "smoothing", "7");
        robot.interact(() -> pane.show(experiment.defaults().with("alpha", 20.0)));
        assertThat(((TextField) node(robot, "field-smoothing")).getText()).isEqualTo("7");
        assertThat(((TextField) node(robot, "field-alpha")).getText()).isEqualTo("20");
    }

    @Test
    void flagsVectorsAndFilesHaveTheirControls(FxRobot robot) {
        robot.clickOn("#flag-periodic");
        type(robot, "centre", "0.25,0.75");
        robot.type(KeyCode.ENTER);
        robot.clickOn("#source-image");
        assertThat(changes).containsExactly(new Changed("periodic", true, false),
                new Changed("centre", new Parameter.VectorValue(1, 2, List.of(0.25, 0.75)), false));
        assertThat(files).containsExactly("image");
    }

    private static void type(FxRobot robot, String id, String text) {
        robot.clickOn("#field-" + id).push(KeyCode.CONTROL, KeyCode.A).write(text);
    }

    @Test
    void aBuiltInSetIsChosenFromTheMenu(FxRobot robot) {
        robot.clickOn("#source-cloud");
        robot.clickOn("swiss-roll");
        await(() -> !changes.isEmpty());
        assertThat(changes).containsExactly(new Changed("cloud", SourceFile.builtIn("swiss-roll"), false));
        MenuButton button = node(robot, "source-cloud");
        assertThat(button.getText()).isEqualTo("swiss-roll");
        await(() -> button.getGraphic() instanceof ImageView);
    }

    @Test
    void pointsCanBeDrawn(FxRobot robot) {
        robot.clickOn("#source-cloud");
        robot.clickOn("Draw points…");
        robot.moveTo("#sheet-cloud").press(MouseButton.PRIMARY).moveBy(40, 30).release(MouseButton.PRIMARY);
        robot.clickOn("#use-cloud");
        await(() -> !changes.isEmpty());
        SourceFile drawn = (SourceFile) changes.getFirst().value();
        PointCloud points = PointSources.of(drawn).cloud(1, new Philox(1));
        assertThat(points.size()).isGreaterThanOrEqualTo(8);
        // The brush has a deviation of 0.12 about a way from the middle to a seventh of the sheet right and a ninth below.
        assertThat(points.coordinates()[0]).isBetween(-0.7, 0.7);
        assertThat(points.coordinates()[2 * points.size() - 1]).isBetween(-1.6, 0.0);
    }

    @Test
    void aFoldedGroupShowsWhatActsWhileTheRunGoesOnAndWhatWasChanged(FxRobot robot) {
        robot.clickOn("#group-monitor");
        assertThat(node(robot, "parameter-alpha").isVisible()).as("live").isTrue();
        assertThat(node(robot, "parameter-exponent").isVisible()).isFalse();
        assertThat(((Button) node(robot, "group-monitor")).getText()).as("monitor, image, points, exponent").isEqualTo("Monitor  + 4");
        robot.interact(() -> pane.show(experiment.defaults().with("exponent", 1.5)));
        assertThat(node(robot, "parameter-exponent").isVisible()).as("changed").isTrue();
        assertThat(folding.isFolded("group.Monitor", false)).as("remembered").isTrue();
        robot.clickOn("#group-monitor");
        assertThat(node(robot, "parameter-monitor").isVisible()).isTrue();
        assertThat(changes).isEmpty();
    }
}
