"""The only door to units, accounts, posts and roles. Each deed asks its permission, the guards, and is audited."""
