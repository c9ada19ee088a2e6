package org.pushforward.views.control;

import java.util.List;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import org.pushforward.views.formula.FormulaView;

/** Formulas set in type below the words of a tooltip, made when it is shown. */
final class FormulaTip {

    private static final double SIZE = 15;
    private static final double GAP = 6;

    private FormulaTip() { }

    /** @param formulas of the moment; none leave the tooltip as it is */
    static void below(Tooltip tip, Supplier<List<String>> formulas) {
        tip.setContentDisplay(ContentDisplay.BOTTOM);
        tip.setGraphicTextGap(GAP);
        tip.setOnShowing(_ -> tip.setGraphic(formulas.get().isEmpty() ? null : set(formulas.get(), tip.getMaxWidth() - 2 * GAP)));
    }

    private static Node set(List<String> formulas, double width) {
        VBox box = new VBox(GAP);
        for (String f : formulas) {
            FormulaView view = new FormulaView(f, SIZE);
            double across = Math.min(width, view.prefWidth(-1));
            view.setMinSize(across, view.prefHeight(across));
            view.setMaxSize(across, view.prefHeight(across));
            box.getChildren().add(view);
        }
        return box;
    }
}
