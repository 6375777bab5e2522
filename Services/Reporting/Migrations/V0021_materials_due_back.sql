-- By when a material that was given back is to be sent again; null: it was not given back, or before this was kept.
ALTER TABLE materials ADD COLUMN due_back_at timestamptz;
