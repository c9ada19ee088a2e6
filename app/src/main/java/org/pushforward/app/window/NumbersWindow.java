package org.pushforward.app.window;

import static org.pushforward.views.text.Language.counted;
import static org.pushforward.views.text.Language.say;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.stage.Window;
import org.controlsfx.control.tableview2.TableColumn2;
import org.controlsfx.control.tableview2.TableView2;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.run.History;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.views.control.NumberText;

/**
 * The history of a run as a table: what the plots show, for those who read numbers or cannot see plots. Cells are short, what is copied
 * has every digit; Ctrl+C copies the chosen rows, or all when none is chosen, as tab-separated text.
 */
final class NumbersWindow {

    private final History.Snapshot history;
    private final TableView2<Integer> table = new TableView2<>();

    private NumbersWindow(History.Snapshot history) {
        this.history = history;
        table.setItems(FXCollections.observableArrayList(IntStream.range(0, history.size()).boxed().toList()));
        table.setId("numbers");
        table.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        // Stays in sight however many columns there are.
        TableColumn2<Integer, Double> step = column(say("numbers.step"), 64, row -> row);
        table.getColumns().add(step);
        table.getFixedColumns().add(step);
        for (Diagnostics.Entry e : history.names()) {
            String name = e.label() + (e.unit().isEmpty() ? "" : " [" + e.unit() + "]");
            table.getColumns().add(column(name, 56 + 7.5 * name.length(), row -> history.value(row, e.id())));
        }
    }

    /** @param save asked to write all rows to a file of the user's choice */
    static void show(Window owner, RunSnapshot s, Runnable save) {
        NumbersWindow numbers = new NumbersWindow(s.history());
        BorderPane root = new BorderPane(numbers.table);
        root.setTop(numbers.tools(save));
        root.getStyleClass().add("numbers");
        SideWindow.open(owner, say("numbers.title", s.definition().experiment().description().title()), root, 960, 560)
                .getAccelerators().put(KeyCombination.valueOf("Shortcut+C"), numbers::copy);
    }

    private HBox tools(Runnable save) {
        Label rows = new Label(counted("numbers.steps", history.size()));
        rows.getStyleClass().add("muted");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Button copy = new Button(say("numbers.copy"));
        copy.setId("copy-numbers");
        copy.setOnAction(_ -> copy());
        Button csv = new Button(say("numbers.csv"));
        csv.setId("save-numbers");
        csv.setOnAction(_ -> save.run());
        HBox tools = new HBox(8, rows, gap, copy, csv);
        tools.setAlignment(Pos.CENTER_LEFT);
        tools.getStyleClass().add("tools");
        return tools;
    }

    private interface Value {
        double at(int row);
    }

    private static TableColumn2<Integer, Double> column(String name, double width, Value value) {
        TableColumn2<Integer, Double> column = new TableColumn2<>(name);
        column.setCellValueFactory(c -> new ReadOnlyObjectWrapper<>(value.at(c.getValue())));
        column.setCellFactory(_ -> new TableCell<>() {
            @Override
            protected void updateItem(Double v, boolean empty) {
                super.updateItem(v, empty);
                setText(empty || v == null ? "" : NumberText.brief(v));
            }
        });
        column.setPrefWidth(width);
        column.setReorderable(false);
        return column;
    }

    private void copy() {
        List<Integer> chosen = table.getSelectionModel().getSelectedItems();
        List<String> lines = new ArrayList<>();
        lines.add(table.getColumns().stream().map(TableColumn::getText).collect(Collectors.joining("\t")));
        for (int row : chosen.isEmpty() ? table.getItems() : chosen.stream().sorted().toList()) {
            lines.add(row + history.names().stream().map(e -> "\t" + history.value(row, e.id())).collect(Collectors.joining()));
        }
        ClipboardContent content = new ClipboardContent();
        content.putString(String.join("\n", lines) + "\n");
        Clipboard.getSystemClipboard().setContent(content);
    }
}
