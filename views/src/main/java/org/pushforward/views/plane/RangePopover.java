package org.pushforward.views.plane;

import static org.pushforward.views.text.Language.say;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.geometry.Bounds;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.stage.Popup;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.control.ShortText;
import org.pushforward.views.control.Theme;

/**
 * Which values the colors span: the frame's, the run's so far, or two numbers that the user types. Enter takes the numbers, Escape or
 * a click elsewhere closes.
 */
final class RangePopover extends Popup {

    private final PaneView view;
    private final Map<ColorRange.Mode, RadioButton> buttons = new EnumMap<>(ColorRange.Mode.class);
    private final TextField low;
    private final TextField high;
    private final Label error = new Label();

    RangePopover(PaneView view, String suffix) {
        this.view = view;
        low = field("range-low" + suffix, say("range.lowest"));
        high = field("range-high" + suffix, say("range.highest"));
        error.setId("range-error" + suffix);
        error.getStyleClass().add("error");
        error.setWrapText(true);
        Label heading = new Label(say("range.heading"));
        heading.getStyleClass().add("title");
        VBox box = new VBox(8, heading);
        box.getStyleClass().add("range-popover");
        Theme.dress(box);
        ToggleGroup group = new ToggleGroup();
        for (ColorRange.Mode mode : ColorRange.Mode.values()) {
            RadioButton b = new RadioButton(say("range." + mode.name().toLowerCase(Locale.ROOT)));
            b.setId("range-" + mode.name().toLowerCase(Locale.ROOT) + suffix);
            b.setToggleGroup(group);
            b.setOnAction(_ -> choose(mode));
            buttons.put(mode, b);
            box.getChildren().add(b);
        }
        HBox ends = new HBox(8, low, new Label(say("range.to")), high);
        ends.setAlignment(Pos.CENTER_LEFT);
        box.getChildren().addAll(ends, error);
        getContent().add(box);
        setAutoHide(true);
        setHideOnEscape(true);
    }

    private TextField field(String id, String words) {
        TextField f = new TextField();
        f.setId(id);
        ShortText.keep(f);
        f.setAccessibleText(words);
        f.getStyleClass().add("mono");
        f.setPrefColumnCount(8);
        f.setOnAction(_ -> take());
        return f;
    }

    /** Opens below a button. */
    void showBelow(Node button) {
        buttons.get(view.rangeMode()).setSelected(true);
        fill();
        Bounds b = button.localToScreen(button.getLayoutBounds());
        show(button, b.getMinX(), b.getMaxY() + 4);
        buttons.get(view.rangeMode()).requestFocus();
    }

    private void choose(ColorRange.Mode mode) {
        view.chooseRange(mode);
        fill();
        if (mode == ColorRange.Mode.FIXED) {
            low.requestFocus();
            low.selectAll();
        }
    }

    private void fill() {
        Optional<ColorRange> range = view.shownRange();
        low.setText(range.map(r -> brief(r.min())).orElse(""));
        high.setText(range.map(r -> brief(r.max())).orElse(""));
        low.setDisable(range.isEmpty());
        high.setDisable(range.isEmpty());
        complain("");
    }

    /** To be edited by hand: five digits. */
    private static String brief(double v) {
        return Double.toString(new BigDecimal(v).round(new MathContext(5)).doubleValue());
    }

    /** Takes the numbers if they are a range for this scale; else says what they must be. */
    private void take() {
        boolean log = view.shownRange().map(ColorRange::log).orElse(false);
        try {
            ColorRange typed = new ColorRange(Double.parseDouble(low.getText().strip()), Double.parseDouble(high.getText().strip()), log);
            if (!(typed.min() < typed.max())) {
                throw new IllegalArgumentException("an empty range");
            }
            view.fixRange(typed);
            hide();
        } catch (IllegalArgumentException e) {
            complain(say(log ? "range.positive" : "range.numbers"));
        }
    }

    private void complain(String problem) {
        error.setText(problem);
        error.setVisible(!problem.isEmpty());
        error.setManaged(!problem.isEmpty());
    }
}
