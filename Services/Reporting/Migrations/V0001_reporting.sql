-- reporting: the schema of this service begins here.
SELECT 1;
