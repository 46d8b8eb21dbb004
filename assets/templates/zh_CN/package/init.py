"""New thing：nnlab 插件。"""
