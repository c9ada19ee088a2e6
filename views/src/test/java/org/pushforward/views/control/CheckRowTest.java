package org.pushforward.views.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.catalogue.Catalogue;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;

/** Every check there is fits into the panel at the side: one that does not would cut off all the others. */
class CheckRowTest extends UiTest {

    /** What the panel leaves to its rows. */
    private static final double ROOM = 254;

    private final VBox rows = new VBox();

    @Start
    void start(Stage stage) {
        show(stage, new ScrollPane(rows), 400, 400);
    }

    @Test
    void everyCheckFits(FxRobot robot) {
        List<String> wide = new ArrayList<>();
        robot.interact(() -> Catalogue.all().forEach(e -> {
            List<CheckRow> all = e.checks().stream().map(CheckRow::new).toList();
            rows.getChildren().setAll(all);
            rows.applyCss();
            for (CheckRow row : all) {
                if (row.minWidth(-1) > ROOM) {
                    wide.add(e.id() + ", " + row.check().id() + ": " + row.check().criterion() + " needs " + row.minWidth(-1));
                }
            }
        }));
        assertThat(wide).isEmpty();
    }
}
