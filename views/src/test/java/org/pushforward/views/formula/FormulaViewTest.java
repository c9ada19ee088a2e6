package org.pushforward.views.formula;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Rectangle;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.views.control.UiTest;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.Start;

class FormulaViewTest extends UiTest {

    private static final double PANEL = 226;
    private final VBox sheet = new VBox(10);

    @Start
    void start(Stage stage) {
        sheet.setMaxWidth(PANEL);
        sheet.setPrefWidth(PANEL);
        show(stage, new ScrollPane(sheet), 900, 700);
    }

    @Test
    void everyFormulaThereIsFitsBesideTheParameters(FxRobot robot) {
        List<String> wide = new ArrayList<>();
        robot.interact(() -> Catalogue.all().forEach(e -> e.description().formulas().forEach(f -> {
            FormulaView view = new FormulaView(f, 15);
            sheet.getChildren().setAll(view);
            view.resize(PANEL, view.prefHeight(PANEL));
            view.layout();
            for (Node n : view.getChildrenUnmodifiable()) {
                if (n.getBoundsInParent().getMaxX() > PANEL + 3) {
                    wide.add(e.id() + ": " + f + " reaches " + n.getBoundsInParent().getMaxX());
                    return;
                }
            }
        })));
        assertThat(wide).isEmpty();
    }

    @Test
    void aFractionStandsAboutItsRuleAndScriptsAreSmaller(FxRobot robot) {
        FormulaView[] view = new FormulaView[1];
        robot.interact(() -> {
            view[0] = new FormulaView("\\frac{a^2}{b}", 20);
            sheet.getChildren().setAll(view[0]);
            view[0].resize(200, view[0].prefHeight(200));
            view[0].layout();
        });
        List<Node> nodes = view[0].getChildrenUnmodifiable();
        double rule = nodes.stream().filter(Rectangle.class::isInstance).findFirst().orElseThrow().getBoundsInParent().getCenterY();
        List<javafx.scene.text.Text> letters = nodes.stream().filter(javafx.scene.text.Text.class::isInstance).map(javafx.scene.text.Text.class::cast).toList();
        assertThat(letters).extracting(javafx.scene.text.Text::getText).containsExactly("a", "2", "b");
        assertThat(letters.get(0).getLayoutY()).isLessThan(rule);
        assertThat(letters.get(2).getLayoutY()).isGreaterThan(rule);
        assertThat(letters.get(1).getFont().getSize()).isLessThan(letters.get(0).getFont().getSize());
        assertThat(letters.get(1).getLayoutY()).isLessThan(letters.get(0).getLayoutY());
        assertThat(view[0].getAccessibleText()).isEqualTo("\\frac{a^2}{b}");
    }
}
