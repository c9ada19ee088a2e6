package org.pushforward.views.plane;

import static org.pushforward.views.text.Language.say;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.beans.value.ChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.controlsfx.control.RangeSlider;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.control.Popover;
import org.pushforward.views.control.ShortText;

/**
 * Which values the colors span: the frame's, the run's so far, or two numbers that the user drags or types. Enter takes the numbers,
 * Escape or a click elsewhere closes.
 */
final class RangePopover {

    private static final double STEPS = 100;

    private final PaneView view;
    private final Map<ColorRange.Mode, RadioButton> buttons = new EnumMap<>(ColorRange.Mode.class);
    private final TextField low;
    private final TextField high;
    private final RangeSlider slider;
    private ColorRange reach = new ColorRange(0, 1, false);
    private final Label error = new Label();
    private final Popover popover;
    private final ChangeListener<Optional<ColorRange>> seen = (_, _, now) -> follow(now);
    private boolean showing;

    RangePopover(PaneView view, String suffix) {
        this.view = view;
        low = field("range-low" + suffix, say("range.lowest"));
        high = field("range-high" + suffix, say("range.highest"));
        slider = new RangeSlider(0, 1, 0, 1);
        slider.setId("range-slider" + suffix);
        slider.setAccessibleText(say("range.heading"));
        slider.setBlockIncrement(1 / STEPS);
        slider.lowValueProperty().addListener(_ -> drag());
        slider.highValueProperty().addListener(_ -> drag());
        error.setId("range-error" + suffix);
        error.getStyleClass().add("error");
        error.setWrapText(true);
        Label heading = new Label(say("range.heading"));
        heading.getStyleClass().add("title");
        VBox box = new VBox(8, heading);
        box.getStyleClass().add("popover-content");
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
        box.getChildren().addAll(slider, ends, error);
        popover = new Popover(box);
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

    /** Opens beside a button. */
    void showAt(Node button) {
        buttons.get(view.rangeMode()).setSelected(true);
        // A fixed range can be widened by half of it at both ends.
        view.shownRange().filter(r -> !r.isFlat()).ifPresent(r -> reach = new ColorRange(r.value(-0.5), r.value(1.5), r.log()));
        fill(view.shownRange());
        view.shownRangeProperty().addListener(seen);
        popover.setOnHidden(_ -> view.shownRangeProperty().removeListener(seen));
        popover.showAt(button);
        buttons.get(view.rangeMode()).requestFocus();
    }

    private void choose(ColorRange.Mode mode) {
        view.chooseRange(mode);
        fill(view.shownRange());
        if (mode == ColorRange.Mode.FIXED) {
            low.requestFocus();
            low.selectAll();
        }
    }

    /** What is fixed or being typed is the user's; the rest changes with every picture. */
    private void follow(Optional<ColorRange> now) {
        if (view.rangeMode() != ColorRange.Mode.FIXED && !low.isFocused() && !high.isFocused()) {
            fill(now);
        }
    }

    private void fill(Optional<ColorRange> range) {
        low.setText(range.map(r -> brief(r.min())).orElse(""));
        high.setText(range.map(r -> brief(r.max())).orElse(""));
        low.setDisable(range.isEmpty());
        high.setDisable(range.isEmpty());
        slider.setDisable(range.filter(r -> !r.isFlat()).isEmpty());
        showing = true;
        range.filter(r -> !r.isFlat()).ifPresent(r -> {
            // All that is seen, and of what is fixed the same part as before.
            reach = view.rangeMode() == ColorRange.Mode.FIXED ? reach : r;
            slider.setHighValue(1);
            slider.setLowValue(Math.clamp(reach.normalised(r.min()), 0, 1));
            slider.setHighValue(Math.clamp(reach.normalised(r.max()), 0, 1));
        });
        showing = false;
        complain("");
    }

    /** To be edited by hand: five digits. */
    private static String brief(double v) {
        return Double.toString(new BigDecimal(v).round(new MathContext(5)).doubleValue());
    }

    /** The colors follow the hand. */
    private void drag() {
        if (!showing && slider.getLowValue() < slider.getHighValue()) {
            ColorRange dragged = new ColorRange(reach.value(slider.getLowValue()), reach.value(slider.getHighValue()), reach.log());
            buttons.get(ColorRange.Mode.FIXED).setSelected(true);
            view.fixRange(dragged);
            low.setText(brief(dragged.min()));
            high.setText(brief(dragged.max()));
            complain("");
        }
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
            popover.hide();
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
