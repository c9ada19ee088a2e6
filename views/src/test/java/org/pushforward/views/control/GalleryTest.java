package org.pushforward.views.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.ToggleButton;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;

class GalleryTest extends UiTest {

    private final List<String> opened = new ArrayList<>();
    private Gallery gallery;

    @Start
    void start(Stage stage) {
        gallery = new Gallery(opened::add);
        gallery.show(List.of(new Gallery.Entry("photo", "Meshes", "Photograph", "Budd Williams", Optional.empty(), Signal.GOOD),
                new Gallery.Entry("ring", "Meshes", "Ring", "", Optional.empty(), Signal.BAD),
                new Gallery.Entry("race", "Diffusion", "Sampler race", "Karras", Optional.empty(), Signal.OPEN)));
        show(stage, gallery, 240, 400);
    }

    @Test
    void aClickOpensAndMarksTheEntry(FxRobot robot) {
        robot.clickOn("#gallery-ring");
        assertThat(opened).containsExactly("ring");
        assertThat(((ToggleButton) node(robot, "gallery-ring")).isSelected()).isTrue();
        robot.clickOn("#gallery-ring");
        assertThat(((ToggleButton) node(robot, "gallery-ring")).isSelected()).isTrue();
        robot.interact(() -> gallery.select("race"));
        assertThat(((ToggleButton) node(robot, "gallery-ring")).isSelected()).isFalse();
        assertThat(opened).containsExactly("ring", "ring");
    }

    @Test
    void whatIsSelectedIsInSight(FxRobot robot) throws Exception {
        List<Gallery.Entry> many = IntStream.range(0, 40).mapToObj(k -> new Gallery.Entry("e" + k, "Many", "Entry " + k, "", Optional.empty(), Signal.OPEN))
                .toList();
        robot.interact(() -> gallery.show(many));
        for (String id : List.of("e39", "e0", "e20")) {
            robot.interact(() -> gallery.select(id));
            await(() -> inSight(node(robot, "gallery-" + id)));
        }
    }

    private boolean inSight(Node row) {
        Bounds all = gallery.localToScene(gallery.getLayoutBounds());
        Bounds b = row.localToScene(row.getLayoutBounds());
        return b.getHeight() > 0 && b.getMinY() >= all.getMinY() && b.getMaxY() <= all.getMaxY();
    }

    @Test
    void anyWordsFilter(FxRobot robot) {
        robot.clickOn("#gallery-search").write("karras");
        assertThat(gallery.visibleIds()).containsExactly("race");
        robot.eraseText(6).write("mesh ring");
        assertThat(gallery.visibleIds()).containsExactly("ring");
        robot.eraseText(9).write("nothing like it");
        assertThat(gallery.visibleIds()).isEmpty();
        robot.eraseText(15);
        assertThat(gallery.visibleIds()).containsExactly("photo", "ring", "race");
    }

    @Test
    void theVerdictIsSaidInWords(FxRobot robot) {
        assertThat(node(robot, "gallery-ring").getAccessibleText()).isEqualTo("Ring, checks: fails");
    }
}
