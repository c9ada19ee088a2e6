package org.pushforward.views.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import javafx.beans.property.SimpleObjectProperty;
import javafx.css.PseudoClass;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Pane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Family;
import org.pushforward.views.formula.FormulaView;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;

class GalleryTest extends UiTest {

    private final List<String> opened = new ArrayList<>();
    private final List<String> pictured = new ArrayList<>();
    private final Folding folding = Folding.inMemory();
    private Gallery gallery;

    @Start
    void start(Stage stage) {
        gallery = new Gallery(opened::add, id -> {
            pictured.add(id);
            return new SimpleObjectProperty<>();
        }, folding);
        gallery.show(List.of(
                card("mesh.mover", Family.MESH, "Mesh mover", Signal.BAD, false, variant("photo", "Photograph"), variant("ring", "Ring")),
                card("diffusion.race", Family.DIFFUSION, "Sampler race", Signal.OPEN, true, variant("race", "Race"))));
        show(stage, gallery, 240, 400);
    }

    private static GalleryCard.Variant variant(String id, String title) {
        return new GalleryCard.Variant(id, title, "");
    }

    private static GalleryCard card(String id, Family family, String title, Signal signal, boolean trains, GalleryCard.Variant... variants) {
        return new GalleryCard(id, family, title, signal, trains, trains, OptionalDouble.empty(), List.of("x̄ = ½ ∫ x du"),
                trains ? List.of(new GalleryCard.Text("idea", "Who is first"), new GalleryCard.Text("author", "T. Karras, M. Aittala"))
                        : List.of(new GalleryCard.Text("parameter", "α, Strength of the monitor")), List.of(variants));
    }

    private static boolean isOpened(Node row) {
        return row.getPseudoClassStates().contains(PseudoClass.getPseudoClass("opened"));
    }

    @Test
    void aCardTellsItsFormulasInType(FxRobot robot) {
        ListCell<?> cell = robot.lookup("#gallery-card-mesh-mover").query();
        robot.interact(() -> cell.getTooltip().show(cell, 10, 10));
        FormulaView formula = (FormulaView) ((Pane) cell.getTooltip().getGraphic()).getChildren().getFirst();
        assertThat(formula.source()).isEqualTo("x̄ = ½ ∫ x du");
        assertThat(formula.getWidth()).isPositive();
        assertThat(cell.getTooltip().getHeight()).isGreaterThan(formula.getHeight());
        robot.interact(() -> cell.getTooltip().hide());
        ListCell<?> family = robot.lookup("#gallery-family-mesh").query();
        robot.interact(() -> family.getTooltip().show(family, 10, 10));
        assertThat(family.getTooltip().getGraphic()).isNull();
    }

    @Test
    void aCardOpensWithItsFirstPresetAndShowsTheOthers(FxRobot robot) {
        assertThat(gallery.visibleIds()).containsExactly("photo", "race");
        robot.clickOn("#gallery-card-mesh-mover");
        assertThat(opened).containsExactly("photo");
        assertThat(gallery.visibleIds()).containsExactly("photo", "ring", "race");
        robot.clickOn("#gallery-ring");
        assertThat(opened).containsExactly("photo", "ring");
        assertThat(isOpened(node(robot, "gallery-ring"))).isTrue();
        robot.interact(() -> gallery.select("race"));
        assertThat(isOpened(node(robot, "gallery-ring"))).isFalse();
        assertThat(isOpened(node(robot, "gallery-race"))).isTrue();
        robot.interact(() -> node(robot, "gallery-list").requestFocus());
        robot.type(KeyCode.UP, KeyCode.UP, KeyCode.UP, KeyCode.UP, KeyCode.UP).type(KeyCode.DOWN, KeyCode.ENTER);
        assertThat(opened).as("from the keyboard: the card below the first family").endsWith("photo");
    }

    @Test
    void familiesFoldAndThatIsRemembered(FxRobot robot) {
        robot.clickOn("#gallery-family-mesh");
        assertThat(gallery.visibleIds()).containsExactly("race");
        assertThat(folding.isFolded("family.mesh", false)).isTrue();
        robot.clickOn("#gallery-search").write("ring");
        assertThat(gallery.visibleIds()).as("what is searched for is shown").containsExactly("ring");
        robot.eraseText(4);
        assertThat(gallery.visibleIds()).containsExactly("race");
        robot.clickOn("#gallery-family-mesh");
        assertThat(gallery.visibleIds()).containsExactly("photo", "race");
    }

    @Test
    void whatIsSelectedIsInSightAndOnlyWhatIsInSightIsMade(FxRobot robot) throws Exception {
        robot.interact(pictured::clear);
        List<GalleryCard> many = IntStream.range(0, 120).mapToObj(k -> card("mesh.e" + k, Family.values()[k / 10], "Experiment " + k, Signal.OPEN, false,
                variant("a" + k, "First"), variant("b" + k, "Second"), variant("c" + k, "Third"))).toList();
        robot.interact(() -> gallery.show(many));
        for (String id : List.of("b119", "a0", "c50")) {
            robot.interact(() -> gallery.select(id));
            await(() -> robot.lookup("#gallery-" + id).tryQuery().filter(this::inSight).isPresent());
        }
        assertThat(pictured.stream().distinct().count()).as("of 360").isLessThan(100);
        assertThat(((ListView<?>) node(robot, "gallery-list")).lookupAll(".entry")).hasSizeLessThan(40);
    }

    private boolean inSight(Node row) {
        Bounds all = gallery.localToScene(gallery.getLayoutBounds());
        Bounds b = row.localToScene(row.getLayoutBounds());
        return row.isVisible() && b.getHeight() > 0 && b.getMinY() >= all.getMinY() && b.getMaxY() <= all.getMaxY();
    }

    @Test
    void anyWordsAreFoundAndItIsSaidWhere(FxRobot robot) {
        robot.clickOn("#gallery-search").write("karras");
        assertThat(gallery.visibleIds()).containsExactly("race");
        assertThat(words(robot, "gallery-race")).isEqualTo("author: T. Karras, M. Aittala");
        robot.eraseText(6).write("mesh ring");
        assertThat(gallery.visibleIds()).containsExactly("ring");
        robot.eraseText(9).write("strength");
        assertThat(gallery.visibleIds()).as("the card is meant, not a preset").containsExactly("photo");
        assertThat(words(robot, "gallery-card-mesh-mover")).startsWith("parameter: α, Strength");
        assertThat(((Label) node(robot, "gallery-count")).getText()).isEqualTo("1 of 2 experiments");
        robot.eraseText(8).write("nothing like it");
        assertThat(gallery.visibleIds()).isEmpty();
        robot.eraseText(15);
        assertThat(gallery.visibleIds()).containsExactly("photo", "race");
    }

    private static String words(FxRobot robot, String row) {
        return ((Label) node(robot, row).lookup(".words")).getText();
    }

    @Test
    void filtersLeaveOutTheRest(FxRobot robot) {
        robot.clickOn("#gallery-filter").clickOn("Trains a network");
        assertThat(gallery.visibleIds()).containsExactly("race");
        robot.clickOn("#gallery-filter").clickOn("Meshes");
        assertThat(gallery.visibleIds()).isEmpty();
        robot.clickOn("#gallery-filter").clickOn("Show everything");
        assertThat(gallery.visibleIds()).containsExactly("photo", "race");
    }

    @Test
    void theVerdictIsSaidInWords(FxRobot robot) {
        assertThat(node(robot, "gallery-card-mesh-mover").getAccessibleText()).isEqualTo("Mesh mover, checks: fails");
    }

    /** The toolkit lays a text out as a whole: a megabyte would stop the window for half a minute. */
    @Test
    void whatIsTooLongIsNotTakenIn(FxRobot robot) {
        TextField search = node(robot, "gallery-search");
        robot.interact(() -> {
            search.appendText("ring");
            search.appendText("x".repeat(1 << 20));
        });
        assertThat(search.getText()).isEqualTo("ring");
    }
}
