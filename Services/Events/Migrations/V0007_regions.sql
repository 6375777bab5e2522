-- The schools of a place, without looking at those of the country.
CREATE INDEX units_region ON units (region);
