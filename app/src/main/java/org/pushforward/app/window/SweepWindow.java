package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import javafx.geometry.HPos;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.stage.Window;
import org.pushforward.app.export.SweepChart;
import org.pushforward.app.export.SweepTable;
import org.pushforward.views.colormap.Colormap;
import org.pushforward.views.colormap.Colormaps;
import org.pushforward.views.control.NumberText;
import org.pushforward.views.control.Theme;
import org.pushforward.views.plane.PixelSurface;
import org.pushforward.views.raster.Overlay;
import org.pushforward.views.raster.PaneRenderer;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.ViewState;

/**
 * What a sweep has found: a measure along what was varied, as curves in bands from the least to the greatest of the runs that share a value, or
 * over two of them as a map of colors with the median in each cell. Belongs to the FX thread.
 */
final class SweepWindow {

    private static final double CELL_WIDTH = 76;
    private static final double CELL_HEIGHT = 34;
    /** Above this luminance letters are dark. */
    private static final double BRIGHT = 0.45;

    private final SweepTable table;
    private final Theme theme;
    private final ComboBox<String> measure = new ComboBox<>();
    private final ComboBox<String> along = new ComboBox<>();
    private final ComboBox<String> by = new ComboBox<>();
    private final CheckBox map = new CheckBox(say("sweep.map"));
    private final CheckBox log = new CheckBox(say("sweep.log"));
    private final PixelSurface surface = new PixelSurface(this::draw);
    private final BorderPane root = new BorderPane();

    private SweepWindow(SweepTable table, Theme theme) {
        this.table = table;
        this.theme = theme;
        fill(measure, "sweep-measure", table.measures(), "sweep.measure");
        fill(along, "sweep-along", table.varied(), "sweep.along");
        fill(by, "sweep-by", table.varied(), "sweep.by");
        along.setValue(table.varied().stream().filter(v -> table.numbers(v).isPresent()).findFirst().orElse(table.varied().getFirst()));
        by.getItems().addFirst(say("sweep.all"));
        by.setValue(table.varied().stream().filter(v -> !v.equals(along.getValue())).findFirst().orElse(by.getItems().getFirst()));
        map.setId("sweep-map");
        log.setId("sweep-log");
        List.of(map, log).forEach(c -> c.selectedProperty().addListener((_, _, _) -> show()));
        surface.setId("sweep-curves");
        HBox tools = new HBox(12, label("sweep.measure", measure), measure, label("sweep.along", along), along, label("sweep.by", by), by, map, log);
        tools.setAlignment(Pos.CENTER_LEFT);
        tools.getStyleClass().add("tools");
        root.setTop(tools);
        root.getStyleClass().add("numbers");
        root.setId("sweep");
        show();
    }

    private void fill(ComboBox<String> box, String id, List<String> items, String key) {
        box.setId(id);
        box.getItems().setAll(items);
        box.setValue(items.getFirst());
        box.setAccessibleText(say(key));
        box.valueProperty().addListener((_, _, _) -> show());
    }

    private static Label label(String key, ComboBox<?> box) {
        Label l = new Label(say(key));
        l.setLabelFor(box);
        l.setMinWidth(Region.USE_PREF_SIZE);
        l.getStyleClass().add("muted");
        return l;
    }

    static void show(Window owner, SweepTable table, String name, Theme theme) {
        SweepWindow sweep = new SweepWindow(table, theme);
        SideWindow.open(owner, say("sweep.title", name), sweep.root, 1000, 600);
    }

    private Optional<String> other() {
        return Optional.ofNullable(by.getValue()).filter(b -> table.varied().contains(b) && !b.equals(along.getValue()));
    }

    private void show() {
        map.setDisable(other().isEmpty());
        log.setDisable(isMap());
        root.setCenter(isMap() ? cells(other().orElseThrow()) : surface);
        draw();
    }

    private boolean isMap() {
        return map.isSelected() && other().isPresent();
    }

    private void draw() {
        if (isMap() || surface.pixelWidth() < 1 || surface.pixelHeight() < 1) {
            return;
        }
        Raster raster = new Raster(surface.pixelWidth(), surface.pixelHeight());
        ViewState view = ViewState.DARK.withTheme(theme.colors()).withUiScale(surface.scale()).withOverlay(Overlay.GRID, true);
        new PaneRenderer().render(SweepChart.of(table, measure.getValue(), along.getValue(), other(), log.isSelected()), view, raster);
        surface.show(raster);
    }

    // ---- the map

    private ScrollPane cells(String up) {
        List<String> columns = table.values(along.getValue());
        List<String> rows = table.values(up).reversed();
        double[] medians = rows.stream().flatMap(r -> columns.stream().map(c -> spread(up, r, c))).flatMap(Optional::stream).mapToDouble(SweepTable.Spread::median).sorted().toArray();
        GridPane grid = new GridPane(2, 2);
        grid.setId("sweep-cells");
        grid.setPadding(new Insets(20));
        grid.add(heading(up + " ↑   " + along.getValue() + " →"), 0, rows.size());
        for (int i = 0; i < rows.size(); i++) {
            grid.add(heading(rows.get(i)), 0, i);
            for (int k = 0; k < columns.size(); k++) {
                grid.add(cell(spread(up, rows.get(i), columns.get(k)), medians), k + 1, i);
            }
        }
        for (int k = 0; k < columns.size(); k++) {
            Label l = heading(columns.get(k));
            GridPane.setHalignment(l, HPos.CENTER);
            grid.add(l, k + 1, rows.size());
        }
        ScrollPane scroll = new ScrollPane(grid);
        scroll.setAccessibleText(say("sweep.map"));
        return scroll;
    }

    private Optional<SweepTable.Spread> spread(String up, String row, String column) {
        Predicate<SweepTable.Member> here = table.where(up, row).and(table.where(along.getValue(), column));
        return table.spread(measure.getValue(), here);
    }

    private static Label heading(String text) {
        Label l = new Label(text);
        l.getStyleClass().addAll("mono", "muted");
        l.setMinWidth(Region.USE_PREF_SIZE);
        l.setPadding(new Insets(0, 8, 0, 8));
        return l;
    }

    /** @param all medians of all cells in their order, which the colors span; a run that did not end leaves a hole */
    private static Label cell(Optional<SweepTable.Spread> spread, double[] all) {
        Label l = new Label(spread.map(s -> NumberText.brief(s.median())).orElse("–"));
        l.setMinSize(CELL_WIDTH, CELL_HEIGHT);
        l.setAlignment(Pos.CENTER);
        l.getStyleClass().add("mono");
        spread.ifPresent(s -> {
            Colormap colors = Colormaps.standard();
            double span = all[all.length - 1] - all[0];
            int argb = colors.argb(span > 0 ? (s.median() - all[0]) / span : 0.5);
            double luminance = (0.2126 * (argb >> 16 & 255) + 0.7152 * (argb >> 8 & 255) + 0.0722 * (argb & 255)) / 255;
            l.setStyle(String.format(Locale.ROOT, "-fx-background-color: #%06x; -fx-text-fill: %s;", argb & 0xffffff, luminance > BRIGHT ? "#101418" : "#f2f4f8"));
            l.setTooltip(new Tooltip(say("sweep.spread", NumberText.brief(s.least()), NumberText.brief(s.most()), s.count())));
        });
        return l;
    }
}
