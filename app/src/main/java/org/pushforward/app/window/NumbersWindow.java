package org.pushforward.app.window;

import java.util.stream.IntStream;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.scene.Scene;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.stage.Stage;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.run.History;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.views.control.Theme;

/** The history of a run as a table: what the plots show, for those who read numbers or cannot see plots. */
final class NumbersWindow {

    private NumbersWindow() { }

    static void show(RunSnapshot s) {
        History.Snapshot h = s.history();
        TableView<Integer> table = new TableView<>(FXCollections.observableArrayList(IntStream.range(0, h.size()).boxed().toList()));
        table.setId("numbers");
        TableColumn<Integer, Number> step = new TableColumn<>("step");
        step.setCellValueFactory(c -> new ReadOnlyObjectWrapper<>(c.getValue()));
        table.getColumns().add(step);
        for (Diagnostics.Entry e : h.names()) {
            TableColumn<Integer, Number> column = new TableColumn<>(e.label() + (e.unit().isEmpty() ? "" : " [" + e.unit() + "]"));
            column.setCellValueFactory(c -> new ReadOnlyObjectWrapper<>(h.value(c.getValue(), e.id())));
            column.setPrefWidth(140);
            table.getColumns().add(column);
        }
        Stage stage = new Stage();
        stage.setTitle("Numbers: " + s.definition().experiment().description().title());
        Scene scene = new Scene(table, 820, 560);
        scene.getStylesheets().setAll(Theme.sheets());
        table.getStyleClass().add("workbench");
        stage.setScene(scene);
        stage.show();
    }
}
