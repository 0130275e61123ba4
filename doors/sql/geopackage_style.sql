-- The style that QGIS draws a layer with (SQLite). Takes: layer, title, style (QML), at. Gives: nothing. Index: none.
INSERT INTO layer_styles (
    f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault,
    description, owner, ui, update_time)
VALUES ('', '', :layer, 'geometry', :layer, :style, '', 1, :title, '', NULL, :at)
