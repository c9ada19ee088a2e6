package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import javafx.geometry.Insets;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.stage.Window;
import org.pushforward.app.export.ExportWish;
import org.pushforward.engine.api.Pane;
import org.pushforward.views.control.Theme;

/** Asks what of a session is to be exported: which panes as what figure, which numbers as what files. */
final class ExportSheet extends Dialog<ExportWish> {

    private static final String MM = "mm";
    private static final double MOST_PIXELS = 16_384;
    private static final double MOST_MM = 1300;
    private static final double LEAST_PIXELS = 64;
    private static final double LEAST_MM = 10;

    private final Map<String, CheckBox> panes = new LinkedHashMap<>();
    private final CheckBox figure = box("export-figure", say("export.figure"), true);
    private final ComboBox<ExportWish.Picture> picture = new ComboBox<>();
    private final TextField width = new TextField();
    private final TextField height = new TextField();
    private final ComboBox<String> unit = new ComboBox<>();
    private final ComboBox<ExportWish.Ground> ground = new ComboBox<>();
    private final CheckBox csv;
    private final CheckBox npy;
    private final CheckBox npz;
    private final CheckBox vtk;
    private final CheckBox series;

    ExportSheet(Window owner, List<Pane> shown, ExportWish before) {
        initOwner(owner);
        setTitle(say("export.title"));
        setHeaderText(say("export.title"));
        csv = box("export-csv", say("export.csv"), before.csv());
        npy = box("export-npy", say("export.npy"), before.npy());
        npz = box("export-npz", say("export.npz"), before.npz());
        vtk = box("export-vtk", say("export.vtk"), before.vtk());
        series = box("export-series", say("export.series"), before.series());
        shown.forEach(p -> panes.put(p.id(), box("export-pane-" + p.id(), p.title(), before.panes().isEmpty() || before.panes().contains(p.id()))));
        figure.setSelected(before.picture().isPresent());
        picture.getItems().setAll(ExportWish.Picture.values());
        picture.setValue(before.picture().orElse(ExportWish.Picture.PNG));
        picture.setId("export-picture");
        unit.getItems().setAll(say("unit.pixels"), MM);
        unit.setValue(before.millimetres() ? MM : say("unit.pixels"));
        unit.setId("export-unit");
        width.setText(text(before.width()));
        width.setId("export-width");
        height.setText(text(before.height()));
        height.setId("export-height");
        ground.getItems().setAll(ExportWish.Ground.values());
        ground.setValue(before.ground());
        ground.setId("export-ground");
        List.of(width, height).forEach(f -> f.setPrefColumnCount(6));
        // Another unit asks for another number: a common size of each.
        unit.valueProperty().addListener((_, _, u) -> {
            width.setText(u.equals(MM) ? "160" : "3200");
            height.setText(u.equals(MM) ? "100" : "2000");
        });
        getDialogPane().setContent(content());
        ButtonType next = new ButtonType(say("sheet.choose-folder"), ButtonBar.ButtonData.OK_DONE);
        getDialogPane().getButtonTypes().setAll(next, ButtonType.CANCEL);
        Theme.dress(getDialogPane());
        Button ok = (Button) getDialogPane().lookupButton(next);
        ok.setId("export-next");
        Runnable judge = () -> ok.setDisable(figure.isSelected() && (length(width).isEmpty() || length(height).isEmpty()));
        List.of(width, height).forEach(f -> f.textProperty().addListener((_, _, _) -> judge.run()));
        figure.selectedProperty().addListener((_, _, _) -> judge.run());
        setResultConverter(b -> b == next ? wish() : null);
    }

    private VBox content() {
        FlowPane which = new FlowPane(16, 8);
        which.getChildren().setAll(panes.values());
        which.setPrefWrapLength(440);
        GridPane choices = new GridPane(16, 10);
        width.setAccessibleText(say("export.width"));
        height.setAccessibleText(say("export.height"));
        choices.addRow(0, FilmSheet.label(say("sheet.format"), picture), picture);
        choices.addRow(1, FilmSheet.label(say("export.size"), unit), new HBox(6, width, times(), height, unit));
        choices.addRow(2, FilmSheet.label(say("export.background"), ground), ground);
        VBox drawn = new VBox(12, which, choices);
        drawn.setPadding(new Insets(0, 0, 0, 24));
        drawn.disableProperty().bind(figure.selectedProperty().not());
        Label numbers = new Label(say("export.run-in-front"));
        Label always = new Label(say("export.carries"));
        always.setWrapText(true);
        always.setPrefWidth(460);
        always.setMinHeight(Label.USE_PREF_SIZE);
        always.getStyleClass().add("muted");
        GridPane data = new GridPane(24, 8);
        data.addRow(0, csv, npy);
        data.addRow(1, npz, vtk);
        data.add(series, 0, 2, 2, 1);
        data.setPadding(new Insets(0, 0, 0, 24));
        VBox all = new VBox(12, figure, drawn, numbers, data, always);
        all.setPadding(new Insets(12, 20, 8, 20));
        return all;
    }

    private static Label times() {
        Label l = new Label("×");
        l.setMinHeight(28);
        return l;
    }

    private static CheckBox box(String id, String text, boolean on) {
        CheckBox b = new CheckBox(text);
        b.setId(id);
        b.setMnemonicParsing(false);
        b.setSelected(on);
        return b;
    }

    private static String text(double v) {
        return v == Math.rint(v) ? String.valueOf((long) v) : String.valueOf(v);
    }

    private Optional<Double> length(TextField field) {
        try {
            boolean mm = unit.getValue().equals(MM);
            double v = Double.parseDouble(field.getText().strip().replace(',', '.'));
            return v >= (mm ? LEAST_MM : LEAST_PIXELS) && v <= (mm ? MOST_MM : MOST_PIXELS) ? Optional.of(v) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private ExportWish wish() {
        List<String> chosen = new ArrayList<>();
        panes.forEach((id, b) -> {
            if (b.isSelected()) {
                chosen.add(id);
            }
        });
        boolean draws = figure.isSelected() && !chosen.isEmpty();
        return new ExportWish(chosen.size() == panes.size() ? List.of() : chosen, draws ? Optional.of(picture.getValue()) : Optional.empty(),
                length(width).orElse(ExportWish.FIRST.width()), length(height).orElse(ExportWish.FIRST.height()), unit.getValue().equals(MM), ground.getValue(),
                csv.isSelected(), npy.isSelected(), npz.isSelected(), vtk.isSelected(), series.isSelected(),
                OptionalDouble.empty());
    }

    Optional<ExportWish> ask() {
        return showAndWait();
    }
}
