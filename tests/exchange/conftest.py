from small_home import home, home_template, lists, package, quick, released, released_template  # noqa: F401
