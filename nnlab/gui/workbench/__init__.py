"""The workbench: a plugin is written, plotted while it is typed, graded, saved and used, without leaving the window."""
